"""A CSV file read by pandas and a column of it summed as decimals: sum_csv.py FILE COLUMN."""

import sys
from decimal import Decimal

import pandas as pd

frame = pd.read_csv(sys.argv[1], sep=";", dtype=str)
print(frame[sys.argv[2]].str.replace(",", ".").map(Decimal).sum())
