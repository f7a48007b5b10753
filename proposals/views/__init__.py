"""The pages of proposals and of units' works. They translate; every decision is made by the two tables and the rules."""
