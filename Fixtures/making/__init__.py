"""What make.py writes: one module for each folder of fixtures, and the modules they share."""
