"""The data package (Data Package v2, Table Schema): its declaration, and its cells as typed values."""
