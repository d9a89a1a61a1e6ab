package outbox

import "github.com/nats-io/nats.go"

// An event that was committed in one instance of a service is sent by the instance that holds the lease, which would find it
// at its next look, up to a second later. A nudge over NATS tells it at once. It holds nothing and may be lost: correctness
// rests on the look.

// nudgeSubject is in no stream.
func nudgeSubject(service string) string { return "meedoen-nudge." + service }

// nudge tells the instance that holds the lease to look.
func (r *Relay) nudge() {
	// What cannot be said now is found without.
	_ = r.NATS.NATS.Publish(nudgeSubject(r.Service), nil)
}

// listen answers what tells that another instance nudges, until stop.
func (r *Relay) listen() (nudged <-chan struct{}, stop func()) {
	heard := make(chan struct{}, 1)
	subscription, err := r.NATS.NATS.Subscribe(nudgeSubject(r.Service), func(*nats.Msg) {
		select {
		case heard <- struct{}{}:
		default:
		}
	})
	if err != nil {
		r.Log.Warn("events of other instances are found by looking alone", "service", r.Service, "error", err)
		return nil, func() {}
	}
	return heard, func() { _ = subscription.Unsubscribe() }
}
