"""IR to what a program registers or calls: an abstract interpreter, its values, and the tables of what a language and its libraries do."""
