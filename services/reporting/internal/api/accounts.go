// Package api answers the RPCs of the service.
package api

import (
	"context"
	"time"

	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/clock"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/inbox"
	"github.com/deschoor/meedoen/platform/sqldb"
	reportingv1 "github.com/deschoor/meedoen/proto/meedoen/reporting/v1"
	"github.com/deschoor/meedoen/services/reporting/internal/catalogues"
	"github.com/deschoor/meedoen/services/reporting/internal/signing"
	"github.com/deschoor/meedoen/services/reporting/internal/store"
)

// The roles that read more than everybody: the manager of accounts what is not published, and both what was agreed.
const (
	manager      = "account.manager"
	municipality = "municipality"
)

// Accounts answers AccountService.
type Accounts struct {
	reportingv1.UnimplementedAccountServiceServer
	DB         *sqldb.DB
	Clock      clock.Clock
	Catalogues *catalogues.Catalogues
	Counts     []string // the services whose events are counted
	Follows    []string // the services whose events are read, those that are counted among them
	// Zone is that of the organisation's calendar, by which a year ends.
	Zone *time.Location
	// LeastPeople is the least number of people above zero that an edition shows, 1 or more.
	LeastPeople int
	// Key signs editions; nil where none is configured, and then none is published.
	Key *signing.Key
	// Position answers how far the events are that the service itself published, as outbox.Relay does.
	Position func(context.Context) (string, error)

	counted store.Remembered
}

// GetAccount answers the account of a year: to its manager as it is now, to everybody else an edition.
func (s *Accounts) GetAccount(ctx context.Context, req *reportingv1.GetAccountRequest) (*reportingv1.Account, error) {
	year := int(req.GetYear())
	holds, err := s.Catalogues.Current(ctx, store.Reading(s.DB.Read()))
	if err != nil {
		return nil, err
	}
	// Before waiting: who may not read the account keeps no call busy.
	if err := s.mayRead(ctx, holds, year); err != nil {
		return nil, err
	}
	if len(req.GetWaitFor()) > 0 {
		if err := inbox.Wait(ctx, s.DB, s.Follows, req.GetWaitFor()); err != nil {
			return nil, err
		}
		// Another may hold since: a catalogue that was read back is among what was waited for.
		if holds, err = s.Catalogues.Current(ctx, store.Reading(s.DB.Read())); err != nil {
			return nil, err
		}
	}
	full := req.GetView() == reportingv1.AccountView_ACCOUNT_VIEW_FULL
	if req.GetEdition() == 0 && auth.From(ctx).Has(manager) {
		return s.live(ctx, holds, year, full)
	}
	return s.edition(ctx, year, int(req.GetEdition()), full)
}

// live answers the account of a year as it is now, with its small numbers, in the words of the catalogue that holds.
func (s *Accounts) live(ctx context.Context, holds catalogues.Held, year int, full bool) (*reportingv1.Account, error) {
	// The positions are read first: the account holds at least what they promise.
	positions, asOf, err := inbox.Positions(ctx, s.DB, s.Counts)
	if err != nil {
		return nil, err
	}
	counted, places, err := s.counted.Counted(ctx, s.DB.Read(), year, full)
	if err != nil {
		return nil, err
	}
	figures, err := holds.Figures(year, counted, places)
	if err != nil {
		return nil, err
	}
	account := &reportingv1.Account{Year: int32(year), AsOf: timestamp(asOf), Positions: positions}
	for _, t := range holds.Themes() {
		account.Themes = append(account.Themes, &reportingv1.AccountTheme{Id: t.ID, DisplayName: t.Name})
	}
	if account.Figures, err = encodeFigures(figures, year, full); err != nil {
		return nil, err
	}
	if full {
		account.Areas = accountAreas(holds.Catalogue, year, account.GetFigures())
	}
	if err := s.explain(ctx, holds.Catalogue, account, figures, full); err != nil {
		return nil, err
	}
	return account, s.listEditions(ctx, account)
}

func (s *Accounts) covers(ctx context.Context, year int) error {
	holds, err := s.Catalogues.Current(ctx, store.Reading(s.DB.Read()))
	if err != nil {
		return err
	}
	return covered(holds, year)
}

// covered refuses a year that a catalogue does not cover.
func covered(holds catalogues.Held, year int) error {
	if holds.Covers(year) {
		return nil
	}
	return fault.New(fault.NotFound, "ACCOUNT_NOT_FOUND", "There is no account of %d.", year)
}

func timestamp(t time.Time) *timestamppb.Timestamp {
	if t.IsZero() {
		return nil
	}
	return timestamppb.New(t)
}
