package api

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/ids"
	"github.com/deschoor/meedoen/platform/inbox"
	"github.com/deschoor/meedoen/platform/outbox"
	"github.com/deschoor/meedoen/platform/requestid"
	"github.com/deschoor/meedoen/platform/sqldb"
	reportingv1 "github.com/deschoor/meedoen/proto/meedoen/reporting/v1"
	"github.com/deschoor/meedoen/services/reporting/internal/events"
	"github.com/deschoor/meedoen/services/reporting/internal/store"
)

// publishing is the scope of the request ids of CreateAccountPublication. Versions before there were editions kept theirs
// under the name of the method.
const publishing = "CreateAccountPublication edition"

// errOvertaken says that another edition was published meanwhile, and what was frozen says nothing of it.
var errOvertaken = errors.New("another edition was published meanwhile")

// attempts is how often an account is frozen where others publish it at the same time.
const attempts = 5

// CreateAccountPublication freezes the account of a year and publishes it as its next edition.
func (s *Accounts) CreateAccountPublication(
	ctx context.Context, req *reportingv1.CreateAccountPublicationRequest,
) (*reportingv1.AccountPublication, error) {
	if err := s.covers(ctx, int(req.GetYear())); err != nil {
		return nil, err
	}
	if s.Key == nil {
		return nil, fault.New(fault.FailedPrecondition, "SIGNING_KEY_MISSING",
			"An account is published signed, and no key is configured: set reporting.signing-key.")
	}
	claim := claimOf(req)
	answer, err := s.delivered(ctx, int(req.GetYear()), claim)
	if answer != nil || err != nil {
		return answer, err
	}
	if err := s.caughtUp(ctx, req.GetWaitFor()); err != nil {
		return nil, err
	}
	for range attempts {
		if answer, err = s.freezeAndPublish(ctx, req, claim); !errors.Is(err, errOvertaken) {
			return answer, err
		}
	}
	return nil, fault.New(fault.Aborted, "ACCOUNT_BEING_PUBLISHED", "Others publish this account at the same time. Try again.")
}

func (s *Accounts) freezeAndPublish(
	ctx context.Context, req *reportingv1.CreateAccountPublicationRequest, claim requestid.Claim,
) (*reportingv1.AccountPublication, error) {
	// As it is stored, so that the first answer is that of every later one.
	now := sqldb.At(s.Clock.Now()).Time
	frozen, err := s.freeze(ctx, req, now)
	if err != nil {
		return nil, err
	}
	return s.publish(ctx, frozen, claim, now)
}

func claimOf(req *reportingv1.CreateAccountPublicationRequest) requestid.Claim {
	content := &reportingv1.CreateAccountPublicationRequest{
		Year: req.GetYear(), Provisional: req.GetProvisional(), Reason: req.GetReason(),
	}
	return requestid.Claim{RequestID: req.GetRequestId(), Hash: requestid.Hash(content), Path: "request_id"}
}

// delivered answers what an earlier delivery of the request published, nil where there was none. What was recorded since
// does not matter to it.
func (s *Accounts) delivered(
	ctx context.Context, year int, claim requestid.Claim,
) (answer *reportingv1.AccountPublication, err error) {
	err = sqldb.Snapshot(ctx, s.DB.Read(), func(tx *sql.Tx) error {
		id, found, err := requestid.Earlier(ctx, tx, publishing, claim)
		if err == nil && found {
			answer, err = publication(ctx, store.In(tx), year, id)
		}
		return err
	})
	return answer, err
}

// publication answers the edition that a request made; id is its number and what tells requests apart.
func publication(ctx context.Context, s store.Store, year int, id string) (*reportingv1.AccountPublication, error) {
	text, _, _ := strings.Cut(id, "/")
	number, err := strconv.Atoi(text)
	if err != nil {
		return nil, fmt.Errorf("edition of a request: %w", err)
	}
	at, err := s.EditionPublished(ctx, year, number)
	if err != nil {
		return nil, err
	}
	return &reportingv1.AccountPublication{Year: int32(year), PublishTime: timestamp(at), Edition: int32(number)}, nil
}

// caughtUp waits for positions, and until everything is read back that the service itself ever published: where its database
// was lost, an edition must not get a number that was given.
func (s *Accounts) caughtUp(ctx context.Context, positions []string) error {
	own, err := s.Position(ctx)
	if err != nil {
		return err
	}
	// The caller's first, so that a wrong one is named by its place.
	return inbox.Wait(ctx, s.DB, s.Follows, append(positions[:len(positions):len(positions)], own))
}

// publish keeps a frozen account as an edition, and tells it. Where nothing has changed it answers the edition there is.
func (s *Accounts) publish(
	ctx context.Context, frozen *freezing, claim requestid.Claim, now time.Time,
) (answer *reportingv1.AccountPublication, err error) {
	claim.ResourceID = fmt.Sprintf("%d/%s", frozen.number, ids.New())
	err = s.DB.Write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		in := store.In(tx)
		id, first, err := requestid.First(ctx, tx, now, publishing, claim)
		if err != nil {
			return err
		}
		if first {
			if err := frozen.keep(ctx, in, now, tx); err != nil {
				return err
			}
		}
		answer, err = publication(ctx, in, frozen.year, id)
		return err
	})
	return answer, err
}

// keep keeps a new edition, unless another was published since it was frozen.
func (f *freezing) keep(ctx context.Context, in store.Store, now time.Time, tx *sql.Tx) error {
	newest, err := in.NewestEdition(ctx, f.year)
	if err != nil {
		return err
	}
	if newest != f.newest {
		return errOvertaken
	}
	if f.edition == nil {
		return nil
	}
	first, err := in.PutEdition(ctx, *f.edition)
	if err != nil {
		return err
	}
	if !first {
		return errOvertaken
	}
	// The version before reads when a year was published, and no more.
	if _, err := in.Publish(ctx, f.year, now); err != nil {
		return err
	}
	return outbox.Append(ctx, tx, now, events.Service, events.AccountPublished(*f.edition, f.about))
}
