package webhook

import "time"

// SetTimeout has a delivery take at most so long.
func (s *Sender) SetTimeout(d time.Duration) { s.client.Timeout = d }
