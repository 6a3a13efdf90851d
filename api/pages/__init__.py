"""From a document to what people read: pages and Markdown; knows no HTTP and no SQL."""
