META
key;value
description;Participatory budget of Riverton, 2025
country;Nowhere
unit;Riverton
instance;2025
num_projects;4
num_votes;6
budget;50000
vote_type;approval
rule;greedy
date_begin;01.03.2025
date_end;31.03.2025
language;en
currency;EUR
comment;"Made up for this repository; no such town voted."
PROJECTS
project_id;cost;votes;name;category;target
1;20000;4;Bike lanes by the river;public transit and roads;adults
2;12500;3;"A garden for the school; with a well";environmental protection,education;children
3;30000;2;Night buses on Fridays;public transit and roads;youth
4;5000;3;Benches in the shade;public space;seniors
VOTES
voter_id;vote
a1;1,2
a2;1,4
a3;2,4
a4;1,3
a5;1,2,4
a6;3
