"""How much of what was worked out is remembered, where somebody new brings something new.

What is asked again is mostly asked again soon, so a thousand answers do as well as fifty thousand: an import that
compares everybody takes as long with either. And they cost less. In a full cache whatever is new drives out something
that was made long ago, and what is made next is put in its place, which the processor has to fetch first. Of 400,000
events a rebuild made 28,500 a second with caches of 5,000 to 50,000 that were full, 31,500 with none above 5,000, and
33,400 with none above 1,000 (2 processors, one after the other).
"""

A_FEW = 1_000
