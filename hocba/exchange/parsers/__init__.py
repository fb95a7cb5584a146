"""Pure readers of the Excel files schools have: bytes in, dataclasses and problems out, no database.

Each reader takes what is known (classes, pupils, staff) as plain data and returns what the file says;
applying it is the business of commands. Nothing is guessed: what is doubtful is a problem at its cell.
"""
