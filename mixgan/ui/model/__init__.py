"""What the pages of one model share: the open model, its measures, its films; and its smaller pages."""
