SET LOCAL ROLE asof_eraser
