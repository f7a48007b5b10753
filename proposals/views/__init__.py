"""The pages of proposals and of units' works. They translate; the two tables and the rules decide."""
