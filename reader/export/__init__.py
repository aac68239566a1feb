"""Articles as documents for elsewhere: Markdown, HTML, EPUB. Pure: values in, text or bytes out."""
