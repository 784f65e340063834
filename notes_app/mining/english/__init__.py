"""What English prose says: people, firms, money, days, promises, and labels of its own."""
