package store

import (
	"context"
	"slices"

	"github.com/deschoor/meedoen/platform/areas"
	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
	"github.com/deschoor/meedoen/services/volunteers/internal/store/db"
)

// Candidates answers everybody who may come to fulfil the role of a vacancy, with what they do already: each relation that
// has not ended. Of births only the years are known, and of certificates nothing: nothing that is sealed is read.
func (s Store) Candidates(ctx context.Context, v domain.Vacancy) ([]domain.Candidate, error) {
	work, err := s.q.ListRunningWork(ctx)
	if err != nil {
		return nil, err
	}
	taken, assigned := map[string][]domain.Availability{}, map[string]bool{}
	for _, w := range work {
		if w.RoleID == v.RoleID {
			assigned[w.EngagementID] = true
		}
		overlaps, err := overlap(w, v)
		if err != nil {
			return nil, err
		}
		if overlaps {
			taken[w.PersonID] = append(taken[w.PersonID], parts(w.Availability)...)
		}
	}
	rows, err := s.q.ListCandidates(ctx, v.ID)
	return sqldb.All(rows, err, func(r db.ListCandidatesRow) domain.Candidate {
		c := candidate(r)
		c.Taken, c.Assigned = taken[r.PersonID], assigned[r.ID]
		return c
	})
}

// overlap says whether other work is confirmed or goes on, and falls in dates of the work of a vacancy.
func overlap(w db.ListRunningWorkRow, v domain.Vacancy) (bool, error) {
	var first, last civil.Date
	if err := first.Scan(w.WorkStart); err != nil {
		return false, err
	}
	if err := last.Scan(w.WorkEnd); err != nil {
		return false, err
	}
	is := slices.Contains([]string{string(domain.Confirmed), string(domain.Working)}, w.State)
	return is && (last.IsZero() || !last.Before(v.Start)) && (v.End.IsZero() || !first.After(v.End)), nil
}

func candidate(r db.ListCandidatesRow) domain.Candidate {
	c := domain.Candidate{
		Engagement: domain.Engagement{
			ID: r.ID, PersonID: r.PersonID, Kind: domain.EngagementKind(r.Kind), State: domain.EngagementState(r.State),
		},
		Suitability: domain.Suitability{Home: areas.Wijk{Code: r.WijkCode, Edition: int(r.WijkYear)}},
		Languages:   list(r.Languages), Skills: list(r.Skills), Interests: list(r.Interests),
		Availability: parts(r.Availability), Reacted: r.Reacted == 1,
	}
	c.Suitability.Birth.Year = int(r.BirthYear)
	return c
}

// CertificatesOfCandidates answers what those can show, by person, who may come to fulfil a role, oldest first. It asks for all
// of them at once: a thousand ids in a query take SQLite as long as the certificates.
func (s Store) CertificatesOfCandidates(ctx context.Context) (map[string][]domain.Certificate, error) {
	rows, err := s.q.ListCertificatesOfCandidates(ctx)
	held := make(map[string][]domain.Certificate, len(rows))
	for _, c := range rows {
		held[c.PersonID] = append(held[c.PersonID], domain.Certificate{
			ID: c.ID, PersonID: c.PersonID, Kind: domain.CertificateKind(c.Kind), Training: c.Training,
			RiskAreas: list(c.RiskAreas), FunctionAspects: list(c.FunctionAspects), Issued: c.IssuedDate, Seen: c.SeenDate,
		})
	}
	return held, err
}
