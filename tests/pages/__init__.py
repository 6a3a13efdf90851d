"""Pages and drawings as pure functions: from documents to what people read."""
