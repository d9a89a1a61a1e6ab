package webhook

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"strconv"
	"time"

	"code.dny.dev/ssrf"
)

// Reason is why a message was not delivered. It is kept, and told to whom the receiver is.
type Reason string

// The reasons.
const (
	Prohibited  Reason = "prohibited"  // the address may not be reached: it is, or has become, one of no public network
	Unresolved  Reason = "unresolved"  // DNS knows no address of the host
	Unreachable Reason = "unreachable" // nobody takes connections there, or the connection broke
	Untrusted   Reason = "untrusted"   // TLS failed: the certificate is not for the host, ran out, or nobody known vouches for it
	TimedOut    Reason = "timed_out"   // there was no answer in time
	Redirected  Reason = "redirected"  // the receiver named another address, which is not followed
	Refused     Reason = "refused"     // the receiver answered another status than 2xx
	Gone        Reason = "gone"        // the receiver answered 410: it wants no more
)

// Failure is that a message was not delivered.
type Failure struct {
	Reason Reason
	// Status is that of the answer; 0 where there was none.
	Status int
	// After is how long the receiver asks to wait (Retry-After); 0 where it does not.
	After time.Duration
}

// Error answers the reason and the status.
func (f *Failure) Error() string {
	if f.Status != 0 {
		return fmt.Sprintf("not delivered: %s (status %d)", f.Reason, f.Status)
	}
	return "not delivered: " + string(f.Reason)
}

var (
	errPrivate    = errors.New("not an address of the public internet")
	errUnresolved = errors.New("no address")
)

// failureOf answers the failure that an error of a client of HTTP is. The error itself names the address, and stays here.
func failureOf(err error) *Failure {
	var (
		dns         *net.DNSError
		certificate *tls.CertificateVerificationError
		record      tls.RecordHeaderError
		op          *net.OpError
		timed       net.Error
	)
	alert := func() bool { // as crypto/tls tells one, of a type that it does not export
		return errors.As(err, &op) && (op.Op == "remote error" || op.Op == "local error")
	}
	switch {
	case errors.Is(err, errPrivate), errors.Is(err, ssrf.ErrProhibitedIP), errors.Is(err, ssrf.ErrProhibitedNetwork):
		return &Failure{Reason: Prohibited}
	case errors.Is(err, errUnresolved), errors.As(err, &dns):
		return &Failure{Reason: Unresolved}
	case errors.As(err, &certificate), errors.As(err, &record), alert():
		return &Failure{Reason: Untrusted}
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, os.ErrDeadlineExceeded),
		errors.As(err, &timed) && timed.Timeout():
		return &Failure{Reason: TimedOut}
	}
	return &Failure{Reason: Unreachable}
}

// failureOfStatus answers the failure that an answer is, nil where it is none.
func failureOfStatus(answer *http.Response) error {
	f := &Failure{Reason: Refused, Status: answer.StatusCode}
	switch {
	case answer.StatusCode/100 == 2:
		return nil
	case answer.StatusCode/100 == 3:
		f.Reason = Redirected
	case answer.StatusCode == http.StatusGone:
		f.Reason = Gone
	}
	if seconds, err := strconv.ParseUint(answer.Header.Get("Retry-After"), 10, 31); err == nil {
		f.After = min(time.Duration(seconds)*time.Second, LongestPause)
	}
	return f
}

const (
	shortestPause = 5 * time.Second
	// LongestPause is how long a message that was not delivered waits at most before it is sent again.
	LongestPause = time.Hour
)

// PauseAfter answers how long a message waits that was not delivered n times in a row, from 1: about 5 seconds, and twice as long
// each time. It differs by up to a quarter, so that all that failed together do not come together again.
func PauseAfter(n int) time.Duration {
	pause := LongestPause
	if n <= 10 {
		pause = min(shortestPause<<(n-1), LongestPause)
	}
	return pause - rand.N(pause/4)
}
