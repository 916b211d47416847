"""Plans in the forms that others read: plan documents, a table, and a public calendar."""
