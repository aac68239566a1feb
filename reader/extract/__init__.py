"""From bytes to values, CPU only, run in a child that can be killed: feeds to entries, HTML to blocks, pages to articles."""
