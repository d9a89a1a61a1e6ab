// Package api answers the RPCs of the service.
package api

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/clock"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/inbox"
	"github.com/deschoor/meedoen/platform/outbox"
	"github.com/deschoor/meedoen/platform/requestid"
	"github.com/deschoor/meedoen/platform/sqldb"
	reportingv1 "github.com/deschoor/meedoen/proto/meedoen/reporting/v1"
	"github.com/deschoor/meedoen/services/reporting/internal/domain"
	"github.com/deschoor/meedoen/services/reporting/internal/events"
	"github.com/deschoor/meedoen/services/reporting/internal/store"
)

// manager is the role that reads accounts before they are published.
const manager = "account.manager"

// Accounts answers AccountService.
type Accounts struct {
	reportingv1.UnimplementedAccountServiceServer
	DB        *sqldb.DB
	Clock     clock.Clock
	Catalogue *domain.Catalogue
	Counts    []string // the services whose events are counted
	Follows   []string // the services whose events are read, those that are counted among them
	// Zone is that of the organisation's calendar, by which a year ends.
	Zone *time.Location
}

// GetAccount answers the account of a year.
func (s *Accounts) GetAccount(ctx context.Context, req *reportingv1.GetAccountRequest) (*reportingv1.Account, error) {
	year := int(req.GetYear())
	// Before waiting: who may not read the account keeps no call busy.
	if err := s.mayRead(ctx, year); err != nil {
		return nil, err
	}
	if err := inbox.Wait(ctx, s.DB, s.Follows, req.GetWaitFor()); err != nil {
		return nil, err
	}
	reading := store.Reading(s.DB.Read())
	// The positions are read first: the account holds at least what they promise.
	positions, asOf, err := inbox.Positions(ctx, s.DB, s.Counts)
	if err != nil {
		return nil, err
	}
	published, err := reading.Published(ctx, year)
	if err != nil {
		return nil, err
	}
	counted, err := store.Counted(ctx, s.DB.Read(), year)
	if err != nil {
		return nil, err
	}
	places, err := reading.Locations(ctx)
	if err != nil {
		return nil, err
	}
	figures, err := s.Catalogue.Figures(year, counted, places)
	if err != nil {
		return nil, err
	}
	account := &reportingv1.Account{
		Year: req.GetYear(), Published: !published.IsZero(), PublishTime: timestamp(published), AsOf: timestamp(asOf),
		Positions: positions,
	}
	for _, t := range s.Catalogue.Themes() {
		account.Themes = append(account.Themes, &reportingv1.AccountTheme{Id: t.ID, DisplayName: t.Name})
	}
	account.Figures, err = encodeFigures(figures, year, detail{
		full: req.GetView() == reportingv1.AccountView_ACCOUNT_VIEW_FULL, persons: auth.From(ctx).Has(manager),
	})
	if err != nil {
		return nil, err
	}
	if req.GetView() == reportingv1.AccountView_ACCOUNT_VIEW_FULL {
		account.Areas = accountAreas(s.Catalogue, year, account.GetFigures())
	}
	return account, s.explain(ctx, s.Catalogue, account, figures, req.GetView())
}

// CreateAccountPublication publishes the account of a year.
func (s *Accounts) CreateAccountPublication(
	ctx context.Context, req *reportingv1.CreateAccountPublicationRequest,
) (*reportingv1.AccountPublication, error) {
	year := int(req.GetYear())
	if err := s.covers(year); err != nil {
		return nil, err
	}
	// As it is stored, so that the first answer is that of every later one.
	now := sqldb.At(s.Clock.Now()).Time
	name := fmt.Sprint(year)
	content := &reportingv1.CreateAccountPublicationRequest{Year: req.GetYear()}
	claim := requestid.Claim{
		RequestID: req.GetRequestId(), Hash: requestid.Hash(content), ResourceID: name, Path: "request_id",
	}
	var published time.Time
	err := s.DB.Write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		if _, _, err := requestid.First(ctx, tx, now, "CreateAccountPublication", claim); err != nil {
			return err
		}
		first, err := store.In(tx).Publish(ctx, year, now)
		if err != nil {
			return err
		}
		if first {
			published = now
			return outbox.Append(ctx, tx, now, events.Service, events.AccountPublished(year, now))
		}
		published, err = store.In(tx).Published(ctx, year)
		return err
	})
	if err != nil {
		return nil, err
	}
	return &reportingv1.AccountPublication{Year: req.GetYear(), PublishTime: timestamp(published)}, nil
}

func (s *Accounts) covers(year int) error {
	if s.Catalogue.Covers(year) {
		return nil
	}
	return fault.New(fault.NotFound, "ACCOUNT_NOT_FOUND", "There is no account of %d.", year)
}

// mayRead lets everybody read what is published, and the account manager everything.
func (s *Accounts) mayRead(ctx context.Context, year int) error {
	if err := s.covers(year); err != nil {
		return err
	}
	caller := auth.From(ctx)
	published, err := store.Reading(s.DB.Read()).Published(ctx, year)
	if err != nil || !published.IsZero() || caller.Has(manager) {
		return err
	}
	kind := fault.PermissionDenied
	if caller == nil {
		kind = fault.Unauthenticated
	}
	return fault.New(kind, "ACCOUNT_NOT_PUBLISHED", "The account of %d is not published.", year)
}

func timestamp(t time.Time) *timestamppb.Timestamp {
	if t.IsZero() {
		return nil
	}
	return timestamppb.New(t)
}
