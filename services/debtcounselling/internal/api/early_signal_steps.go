package api

import (
	"context"
	"database/sql"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/enums"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/resource"
	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/store"
)

// CreateEarlySignalAssignment assigns a case to a counsellor, in the place of the one before.
func (s *EarlySignalCases) CreateEarlySignalAssignment(
	ctx context.Context, req *debtcounsellingv1.CreateEarlySignalAssignmentRequest,
) (*debtcounsellingv1.EarlySignalCase, error) {
	c, err := s.openEarlyCase(ctx, req.GetEarlySignalCaseId())
	if err != nil {
		return nil, err
	}
	return s.stepEarlyCase(ctx, c, "CreateEarlySignalAssignment", req.GetRequestId(), req,
		func(_ context.Context, _ *sql.Tx, c *domain.EarlySignalCase) error {
			c.Counsellor = req.GetCounsellor()
			return nil
		})
}

// CreateEarlySignalEnding ends a case with its result.
func (s *EarlySignalCases) CreateEarlySignalEnding(
	ctx context.Context, req *debtcounsellingv1.CreateEarlySignalEndingRequest,
) (*debtcounsellingv1.EarlySignalCase, error) {
	c, err := s.openEarlyCase(ctx, req.GetEarlySignalCaseId())
	if err != nil {
		return nil, err
	}
	var d resource.Dates
	result, date := domain.EarlyResult(enums.Text(req.GetResult())), d.Read("date", req.GetDate())
	if err := fault.Violations(d.Broken); err != nil {
		return nil, err
	}
	return s.stepEarlyCase(ctx, c, "CreateEarlySignalEnding", req.GetRequestId(), req,
		func(ctx context.Context, tx *sql.Tx, c *domain.EarlySignalCase) error {
			contacts, err := store.In(tx).EarlySignalContacts(ctx, c.ID, "", mostContacts)
			if err != nil {
				return err
			}
			var last civil.Date
			for _, a := range contacts {
				last = later(last, a.Date)
			}
			return c.Close(result, date, last, s.today())
		})
}

// CreateEarlySignalFollowUp records which trajectory a case became. The signals about its clients are theirs then.
func (s *EarlySignalCases) CreateEarlySignalFollowUp(
	ctx context.Context, req *debtcounsellingv1.CreateEarlySignalFollowUpRequest,
) (*debtcounsellingv1.EarlySignalCase, error) {
	c, err := s.openEarlyCase(ctx, req.GetEarlySignalCaseId())
	if err != nil {
		return nil, err
	}
	t, err := s.openCase(ctx, req.GetTrajectoryId())
	if err != nil {
		return nil, err
	}
	links, err := s.links(ctx, c, t)
	if err != nil {
		return nil, err
	}
	for i, ref := range c.signals {
		if id, is := links[ref.ID]; is {
			c.signals[i].ClientID = id
		}
	}
	return s.stepEarlyCase(ctx, c, "CreateEarlySignalFollowUp", req.GetRequestId(), req,
		func(ctx context.Context, tx *sql.Tx, c *domain.EarlySignalCase) error {
			if err := c.Follow(t.ID); err != nil {
				return err
			}
			return store.In(tx).LinkEarlySignals(ctx, links)
		})
}

// links answers which signals of a case are about a client of a trajectory: the client, by signal.
func (s *EarlySignalCases) links(ctx context.Context, c openedEarly, t domain.Trajectory) (map[string]string, error) {
	rows, err := store.Reading(s.DB.Read()).EarlySignals(ctx, "", store.EarlySignalFilter{CaseID: c.ID}, mostSignals)
	if err != nil {
		return nil, err
	}
	signals, err := s.openEarlySignals(ctx, rows...)
	if err != nil {
		return nil, err
	}
	wanted := map[string]bool{}
	add(wanted, t.ClientIDs...)
	found, err := s.clientsByID(ctx, wanted)
	if err != nil {
		return nil, err
	}
	clients, err := s.open(ctx, found...)
	links := map[string]string{}
	for _, e := range signals {
		for _, client := range clients {
			if domain.SamePerson(e.Person, client.Person) {
				links[e.ID] = client.ID
			}
		}
	}
	return links, err
}

// mostSignals is more than one case has.
const mostSignals = 10_000
