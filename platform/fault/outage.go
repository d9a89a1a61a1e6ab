package fault

// Outage is an error of something that the service stands on and that is away for a while, such as its database. It leaves the
// service as its fault. But it is no fault to those who look for one with errors.As: of what was refused nothing was done, and of
// what met an outage nobody knows.
type Outage struct {
	// Fault is what the caller may see: of kind Unavailable, with how long to wait before it tries again.
	Fault *Error
	// Err is what happened, for the log only.
	Err error
}

// Error answers what happened.
func (o *Outage) Error() string { return o.Err.Error() }

// Unwrap answers what happened.
func (o *Outage) Unwrap() error { return o.Err }
