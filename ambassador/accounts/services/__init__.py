"""What changes people, their links and organisations."""
