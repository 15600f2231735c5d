"""What the template tags are made of: numbers, drawings, quotations, fields, and the values that page authors fill."""
