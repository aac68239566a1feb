"""From bytes to values, in a child that can be killed: feeds to entries, pages to articles, HTML to blocks."""
