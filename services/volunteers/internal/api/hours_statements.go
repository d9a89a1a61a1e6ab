package api

import (
	"context"
	"fmt"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/enums"
	"github.com/deschoor/meedoen/platform/fault"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
	"github.com/deschoor/meedoen/services/volunteers/internal/letters"
	"github.com/deschoor/meedoen/services/volunteers/internal/store"
)

// HoursStatements answers HoursStatementService.
type HoursStatements struct {
	volunteersv1.UnimplementedHoursStatementServiceServer
	Deps
}

// GetHoursStatement answers what somebody did in a year, and thanks for it. It is in the processing log before it leaves.
func (s *HoursStatements) GetHoursStatement(
	ctx context.Context, req *volunteersv1.GetHoursStatementRequest,
) (*volunteersv1.HoursStatement, error) {
	if err := s.Organisation.Check(); err != nil {
		return nil, err
	}
	me, err := s.own(ctx)
	if err != nil {
		return nil, err
	}
	year, today := int(req.GetYear()), s.today()
	if year > today.Year {
		return nil, fault.Violations([]fault.Field{{
			Path: "year", Reason: "YEAR_IN_FUTURE", Text: fmt.Sprintf("%d has not come yet.", year),
		}})
	}
	row, roles, err := s.worked(ctx, me.reach(req.GetPersonId()), year)
	if err != nil {
		return nil, err
	}
	who, _, err := s.openOne(ctx, row)
	if err != nil {
		return nil, err
	}
	letter := letters.Statement{
		Organisation: s.Organisation.Name, Place: s.Organisation.Place, Person: fullName(who.Person), GivenName: who.GivenName,
		Year: year, Date: today, Roles: roles,
	}
	content, err := letter.PDF()
	if err != nil {
		return nil, unreadable(err)
	}
	return encodeStatement(letter, row.ID, content), s.logRead(ctx, hoursFields, row.ID)
}

// worked answers a person, and what was approved of a year. Errors: FAILED_PRECONDITION (NO_APPROVED_HOURS), NOT_FOUND
// (PERSON_NOT_FOUND, PERSON_ERASED).
func (d Deps) worked(
	ctx context.Context, personID string, year int,
) (who store.Person, roles []domain.WorkedRole, err error) {
	err = d.snapshot(ctx, func(st store.Store) error {
		if who, err = st.Person(ctx, personID); err != nil {
			return err
		}
		if err := who.Use(); err != nil {
			return err
		}
		first, last := civil.Date{Year: year, Month: 1, Day: 1}, civil.Date{Year: year, Month: 12, Day: 31}
		roles, err = st.WorkedRoles(ctx, personID, first, last)
		return err
	})
	if err == nil && len(roles) == 0 {
		err = fault.New(fault.FailedPrecondition, "NO_APPROVED_HOURS", "No hours of this person in %d were approved.", year)
	}
	return who, roles, err
}

func encodeStatement(letter letters.Statement, personID string, content []byte) *volunteersv1.HoursStatement {
	m := &volunteersv1.HoursStatement{
		PersonId: personID, Year: int32(letter.Year), Minutes: int32(domain.WorkedMinutes(letter.Roles)),
		FileName: fmt.Sprintf("verklaring-%d-%s.pdf", letter.Year, short(personID)), MediaType: mediaPDF, Content: content,
	}
	for _, r := range letter.Roles {
		m.Roles = append(m.Roles, &volunteersv1.WorkedRole{
			Kind: enums.Value[volunteersv1.EngagementKind](string(r.Kind)), RoleId: r.RoleID, DisplayName: r.Name,
			ProgrammeId: r.ProgrammeID, Minutes: int32(r.Minutes), FirstDate: r.First.String(), LastDate: r.Last.String(),
		})
	}
	return m
}
