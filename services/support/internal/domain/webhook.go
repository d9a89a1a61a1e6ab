package domain

import (
	"time"

	"github.com/deschoor/meedoen/platform/fault"
)

// WebhookState is whether a webhook sends.
type WebhookState string

// The states.
const (
	WebhookActive    WebhookState = "active"
	WebhookSuspended WebhookState = "suspended" // nothing is sent until it is resumed
)

const (
	// MaxWebhooks is how many webhooks a caller has at most.
	MaxWebhooks = 10
	// MaxWebhookSecrets is how many secrets of a webhook sign at the same time at most.
	MaxWebhookSecrets = 5
	// SecretOverlap is how long a secret signs beside the one that took its place.
	SecretOverlap = 24 * time.Hour
	// SuspendAfter is how long attempts fail before a webhook is suspended: a long weekend.
	SuspendAfter = 72 * time.Hour
	// suspendFailures is how many attempts fail at least before that: it may be this side that was away for days.
	suspendFailures = 20
)

// Webhook is where the changes of the questions of a system are sent to, and how far it was told.
type Webhook struct {
	ID, Issuer, Subject string
	URL                 string
	State               WebhookState
	Seq                 int64 // everything up to this number was delivered, or was not for it
	LastSuccess         time.Time
	LastFailure         WebhookFailure
	Failures            int       // since the last success
	Failing             time.Time // since when attempts fail; zero: they do not
	Attempt             time.Time // when the next one is made, where the last one failed
	Created             time.Time
}

// WebhookFailure is an attempt that failed.
type WebhookFailure struct {
	Time   time.Time
	Reason string // a word of the sender's
	Status int    // that was answered; 0: nothing was
}

// WebhookSecret is what signs what is sent.
type WebhookSecret struct {
	ID, WebhookID string
	Value         string
	Until         time.Time // the first instant at which it does not sign any more; zero: no other took its place
	Created       time.Time
}

// IsOf says whether a webhook is of a caller.
func (w Webhook) IsOf(issuer, subject string) bool { return w.Issuer == issuer && w.Subject == subject }

// Delivered keeps that the change with a number was delivered.
func (w *Webhook) Delivered(seq int64, now time.Time) {
	w.Passed(seq)
	w.LastSuccess, w.Failures, w.Failing, w.Attempt = now, 0, time.Time{}, time.Time{}
}

// Passed keeps that everything up to a number was delivered, or was not for it.
func (w *Webhook) Passed(seq int64) { w.Seq = max(w.Seq, seq) }

// Failed keeps that an attempt failed, after which the next is made after a pause. A receiver that wants no more, and one that
// failed for too long, suspends the webhook.
func (w *Webhook) Failed(f WebhookFailure, gone bool, pause time.Duration) {
	if w.State != WebhookActive {
		return // it was suspended during the attempt
	}
	w.LastFailure, w.Attempt = f, f.Time.Add(pause)
	w.Failures++
	if w.Failing.IsZero() {
		w.Failing = f.Time
	}
	if gone || w.Failures >= suspendFailures && f.Time.Sub(w.Failing) >= SuspendAfter {
		w.State, w.Attempt = WebhookSuspended, time.Time{}
	}
}

// Resume has a webhook go on where it was, at once, with as much patience as a new one.
func (w *Webhook) Resume() {
	w.State, w.Failures, w.Failing, w.Attempt = WebhookActive, 0, time.Time{}, time.Time{}
}

// CheckWebhookCount answers that a caller with so many webhooks adds no more. Error: FAILED_PRECONDITION (WEBHOOKS_TOO_MANY).
func CheckWebhookCount(there int64) error {
	if there < MaxWebhooks {
		return nil
	}
	return fault.New(fault.FailedPrecondition, "WEBHOOKS_TOO_MANY", "A caller has at most %d webhooks.", MaxWebhooks)
}

// CheckWebhookSecretCount answers that a webhook gets no other secret while so many sign. Error: FAILED_PRECONDITION
// (WEBHOOK_SECRETS_TOO_MANY).
func CheckWebhookSecretCount(there int) error {
	if there < MaxWebhookSecrets {
		return nil
	}
	return fault.New(fault.FailedPrecondition, "WEBHOOK_SECRETS_TOO_MANY",
		"%d secrets sign already. Those that were replaced stop after a day.", MaxWebhookSecrets)
}

// WebhookNotYours is that a webhook is not there, or is not of the caller: which of the two is not told.
func WebhookNotYours() *fault.Error {
	return fault.New(fault.PermissionDenied, "WEBHOOK_NOT_YOURS", "This is no webhook of the caller.")
}
