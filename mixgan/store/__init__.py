"""What lies on disk: run folders, model folders, stored maps. Knows files, no family."""
