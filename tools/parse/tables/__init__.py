"""Tables of PDFs: words and rulings in, typed cells out."""
