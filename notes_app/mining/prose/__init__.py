"""What sentences say without a label: who, when, how much, against whom, what is promised."""
