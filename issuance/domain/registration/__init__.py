"""Trade registration (貿易登録): who may use the office, as what, and how long."""
