"""What a community begins with, and what becomes of it: the kit of files of a new one."""
