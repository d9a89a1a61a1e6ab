package store_test

import (
	"context"
	"database/sql"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/testkit"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
	"github.com/deschoor/meedoen/services/volunteers/internal/store"
)

func TestAgreementThatMustNeverBeIsRefusedByTheDatabase(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		db := engine.Open(t, store.Migrations())
		day := civil.Date{Year: 2022, Month: 6, Day: 15}
		require.NoError(t, db.Write(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
			return somebodyWorks(ctx, store.In(tx), day)
		}))
		insert := func(id string, change func(*domain.Agreement)) error {
			a := domain.Agreement{
				ID: id, AssignmentID: "a", Date: day, First: day, Last: day, Guide: "x", Organisation: "o", Place: "p",
				TextVersion: "1", State: domain.AgreementDrawnUp, Version: 1,
			}
			change(&a)
			return db.Write(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
				return store.In(tx).InsertAgreement(ctx, a, "text")
			})
		}
		for name, change := range map[string]func(*domain.Agreement){
			"about nothing":             func(a *domain.Agreement) { a.AssignmentID = "b" },
			"ended before it began":     func(a *domain.Agreement) { a.Last = day.AddDays(-1) },
			"signed before it was made": func(a *domain.Agreement) { a.State, a.Signed = domain.AgreementSigned, day.AddDays(-1) },
			"signed on no date":         func(a *domain.Agreement) { a.State = domain.AgreementSigned },
			"drawn up and signed":       func(a *domain.Agreement) { a.Signed = day },
			"withdrawn without why":     func(a *domain.Agreement) { a.State = domain.AgreementWithdrawn },
			"in force with why not":     func(a *domain.Agreement) { a.WithdrawReason = "mistake" },
			"in no state":               func(a *domain.Agreement) { a.State = "lost" },
			"of nobody":                 func(a *domain.Agreement) { a.Organisation = "" },
			"with version 0":            func(a *domain.Agreement) { a.Version = 0 },
		} {
			t.Run(name, func(t *testing.T) { require.Error(t, insert("x", change)) })
		}
		withdrawn := func(a *domain.Agreement) { a.State, a.WithdrawReason = domain.AgreementWithdrawn, "replaced" }
		require.NoError(t, insert("1", withdrawn))
		require.NoError(t, insert("2", withdrawn))
		require.NoError(t, insert("3", func(*domain.Agreement) {}))
		err := insert("4", func(*domain.Agreement) {})
		require.True(t, db.IsUnique(err), "a second one that holds: %v", err)
	})
}

// somebodyWorks adds an assignment a and what it needs.
func somebodyWorks(ctx context.Context, in store.Store, day civil.Date) error {
	for _, insert := range []func() error{
		func() error {
			return in.InsertPeople(ctx, []store.Person{{ID: "p", Sealed: []byte("x"), State: "present", Version: 1}})
		},
		func() error {
			return in.InsertEngagements(ctx, []domain.Engagement{{
				ID: "e", PersonID: "p", Kind: domain.Volunteer, State: domain.Engaged, Start: day, StateDate: day, Version: 1,
			}})
		},
		func() error {
			return in.PutProgramme(ctx, domain.Programme{ID: "g", Code: "taal", Start: day, Version: 1})
		},
		func() error {
			return in.InsertRole(ctx, domain.Role{
				ID: "r", Code: "coach", Name: "Coach", ProgrammeID: "g", Reach: domain.WholeCity, Start: day, Version: 1,
			})
		},
		func() error {
			return in.InsertAssignments(ctx, []domain.Assignment{{
				ID: "a", EngagementID: "e", RoleID: "r", State: domain.Working, Start: day, StateDate: day, Version: 1,
			}})
		},
	} {
		if err := insert(); err != nil {
			return err
		}
	}
	return nil
}
