package twin

// AppToken is the app token of an adapter that does not run.
func AppToken(t *Twin) string { return t.Adapter().(*link).token }
