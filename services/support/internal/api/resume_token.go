package api

import (
	"context"
	"strconv"
	"strings"

	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/privacy"
	"github.com/deschoor/meedoen/services/support/internal/events"
	"github.com/deschoor/meedoen/services/support/internal/store"
)

// place is how far a caller was told: the number and the id of the last change, and zero before the first.
type place struct {
	number int64
	id     string
}

// resumeTokens are the tokens of one caller. How many changes there are in all is nobody's business, so a token is encrypted, and
// bound to the caller and to what the caller sees.
type resumeTokens struct {
	store.Changes
	seals privacy.Opaque
	bound []string
}

func (d Deps) resumeTokens(ctx context.Context) (resumeTokens, error) {
	seals, err := d.Privacy.Opaque(events.Service, "resume-token")
	who, view := auth.From(ctx), "own"
	if who.Has(workerRole) {
		view = "team"
	}
	return resumeTokens{store.Changes{DB: d.DB}, seals, []string{who.Issuer, who.Subject, view}}, err
}

func (t resumeTokens) seal(p place) string {
	return t.seals.Seal(strconv.FormatInt(p.number, 10)+" "+p.id, t.bound...)
}

// open answers the place of a token. Errors: INVALID_ARGUMENT (RESUME_TOKEN_INVALID, RESUME_TOKEN_UNKNOWN).
func (t resumeTokens) open(ctx context.Context, token string) (p place, err error) {
	text, ok := t.seals.Open(token, t.bound...)
	if !ok {
		return p, fault.Violation("resume_token", "RESUME_TOKEN_INVALID", "This is no token of a stream of the caller.")
	}
	number, id, _ := strings.Cut(text, " ")
	p.id = id
	if p.number, err = strconv.ParseInt(number, 10, 64); err != nil {
		return p, err // it was sealed as a number
	}
	// After a copy of the database was put back, other changes may have the numbers of those that were told.
	there, err := t.at(ctx, p.number)
	if err == nil && there != p {
		err = fault.Violation("resume_token", "RESUME_TOKEN_UNKNOWN", "The changes of this token are not here any more.")
	}
	return p, err
}

// at answers the place of a number.
func (t resumeTokens) at(ctx context.Context, number int64) (place, error) {
	id, err := t.IDAt(ctx, number)
	return place{number, id}, err
}
