package domain

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"time"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/period"
)

// Which shifts a calendar shows: people look back to write up their hours, and no further ahead than is planned.
const (
	calendarDaysBack  = 90
	calendarDaysAhead = 365
)

// CalendarFeed is an address at which a calendar reads the shifts of a person (agenda-abonnement).
type CalendarFeed struct {
	ID         string
	PersonID   string
	SecretHash string
	State      FeedState
	Logged     civil.Date // when it was last read, as far as the processing log tells; zero: never
	Recorder   string
	Version    int64
	Created    time.Time
	Updated    time.Time
}

// FeedState is whether a feed can be read.
type FeedState string

// The states.
const (
	FeedLive    FeedState = "live"
	FeedRevoked FeedState = "revoked"
)

// FeedSecret is what makes the address of a feed unguessable. Nothing of it is kept but its hash.
type FeedSecret [32]byte

// Text answers the secret as it stands in an address.
func (s FeedSecret) Text() string { return base64.RawURLEncoding.EncodeToString(s[:]) }

// FeedSecretHash answers by what a secret is found. It needs no key and no salt: 256 random bits cannot be tried out.
func FeedSecretHash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// Revoke has nobody read the feed any more. Error: FAILED_PRECONDITION (CALENDAR_FEED_REVOKED).
func (f *CalendarFeed) Revoke(by string, at time.Time) error {
	if f.State == FeedRevoked {
		return fault.New(fault.FailedPrecondition, "CALENDAR_FEED_REVOKED", "This feed was revoked already.")
	}
	f.State, f.Recorder, f.Version, f.Updated = FeedRevoked, by, f.Version+1, at
	return nil
}

// CalendarPeriod answers which time a calendar shows that is read on a date.
func CalendarPeriod(today civil.Date, zone *time.Location) period.Period {
	var midnight civil.Time
	return period.Period{
		Start: midnight.On(today.AddDays(-calendarDaysBack), zone), End: midnight.On(today.AddDays(calendarDaysAhead+1), zone),
	}
}
