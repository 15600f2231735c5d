"""What needs numeric or search libraries: answers that core checks, so that an engine can be wrong but is never believed."""
