"""The officers' side of applications: the queue, one to one officer, remarks, four eyes, what is overdue."""
