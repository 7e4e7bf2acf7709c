"""What people see: tokens, charts, components, filters and every Indonesian word on screen."""
