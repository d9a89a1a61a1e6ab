package api

import (
	"context"
	"encoding/json"

	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/pages"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
	"github.com/deschoor/meedoen/services/volunteers/internal/store"
)

// The classes of data that the processing log tells apart where candidates are ranked.
const (
	candidateFields = "candidate" // what somebody can and wants to do, and does
	birthFields     = "birth"     // opened, for the year does not tell whether somebody is old enough
)

// ListCandidates lists who would fit a vacancy, best first.
func (s *Vacancies) ListCandidates(
	ctx context.Context, req *volunteersv1.ListCandidatesRequest,
) (*volunteersv1.ListCandidatesResponse, error) {
	after, err := afterMatch(req)
	if err != nil {
		return nil, err
	}
	opening, candidates, opened, err := s.candidates(ctx, req.GetVacancyId())
	if err != nil {
		return nil, err
	}
	size := pages.Size(req.GetPageSize())
	var page []domain.Match
	for _, m := range opening.Rank(candidates) {
		if len(m.Excluded) > 0 && !req.GetIncludeExcluded() || len(page) > int(size) {
			break
		}
		if after == nil || after.Compare(m) < 0 {
			page = append(page, m)
		}
	}
	page, next := pages.Cut(req, page, size, matchKey)
	answer := &volunteersv1.ListCandidatesResponse{NextPageToken: next}
	shown := make([]string, len(page))
	for i, m := range page {
		answer.Candidates, shown[i] = append(answer.Candidates, encodeCandidate(m)), m.PersonID
	}
	return answer, s.logMatching(ctx, shown, opened)
}

// candidates answers what candidates are matched with, all of them, and whose birth was opened. They are read with one
// query for each kind of thing.
func (s *Vacancies) candidates(
	ctx context.Context, vacancyID string,
) (o domain.Opening, list []domain.Candidate, opened []string, err error) {
	var sealed map[string]store.Person
	err = s.snapshot(ctx, func(st store.Store) (err error) {
		if o.Vacancy, err = st.Vacancy(ctx, vacancyID); err != nil {
			return err
		}
		if o.Role, err = st.Role(ctx, o.Vacancy.RoleID); err != nil {
			return err
		}
		o.Areas, o.On = s.Areas, o.Vacancy.Start
		if today := s.today(); o.On.Before(today) {
			o.On = today
		}
		if list, err = st.Candidates(ctx, o.Vacancy); err != nil {
			return err
		}
		if err := s.addShifts(ctx, st, o, list); err != nil {
			return err
		}
		if err := s.addCertificates(ctx, st, o.Role, list); err != nil {
			return err
		}
		sealed, err = st.PeopleByID(ctx, undecided(o, list))
		return err
	})
	if err != nil || len(sealed) == 0 {
		return o, list, nil, err
	}
	births, err := s.openBirths(ctx, sealed)
	for i, c := range list {
		if birth := births[c.Engagement.PersonID]; birth != nil {
			list[i].Suitability.Birth = *birth
			opened = append(opened, c.Engagement.PersonID)
		}
	}
	return o, list, opened, err
}

// undecided answers of whom only the day of birth tells whether they are old enough.
func undecided(o domain.Opening, list []domain.Candidate) map[string]bool {
	people := map[string]bool{}
	for _, c := range list {
		if !o.Role.AgeDecidedBy(c.Suitability.Birth.Year, o.On) {
			people[c.Engagement.PersonID] = true
		}
	}
	return people
}

// addCertificates adds what candidates can show, where a role asks for something.
func (s *Vacancies) addCertificates(
	ctx context.Context, st store.Store, role domain.Role, list []domain.Candidate,
) error {
	if len(role.Certificates) == 0 {
		return nil
	}
	held, err := st.CertificatesOfCandidates(ctx)
	for i, c := range list {
		list[i].Suitability.Held, list[i].Suitability.Policy = held[c.Engagement.PersonID], s.Certificates
	}
	return err
}

// addShifts adds the wanted parts of the week in which the shifts of candidates are planned, in the first weeks of the work.
func (s *Vacancies) addShifts(ctx context.Context, st store.Store, o domain.Opening, list []domain.Candidate) error {
	for _, part := range o.Vacancy.Availability {
		busy, err := st.Busy(ctx, part.Ahead(o.On, s.Zone), domain.UsualDays)
		if err != nil {
			return err
		}
		for i, c := range list {
			if busy[c.Engagement.PersonID] {
				list[i].Taken = append(c.Taken[:len(c.Taken):len(c.Taken)], part)
			}
		}
	}
	return nil
}

// logMatching has in the processing log who is shown, and whose birth was opened.
func (s *Vacancies) logMatching(ctx context.Context, shown, opened []string) error {
	if len(opened) > 0 {
		if err := s.logRead(ctx, birthFields, opened...); err != nil {
			return err
		}
	}
	return s.logRead(ctx, candidateFields, shown...)
}

// place is where a page ended.
type place struct {
	Excluded   bool
	Score      int
	Engagement string
}

func matchKey(m domain.Match) string {
	text, err := json.Marshal(place{len(m.Excluded) > 0, m.Score, m.EngagementID})
	if err != nil {
		// A number, a text and a truth always encode.
		panic(err)
	}
	return string(text)
}

// afterMatch answers the match that the page before ended with, or nil on the first page.
func afterMatch(req *volunteersv1.ListCandidatesRequest) (*domain.Match, error) {
	key, err := pages.Key(req)
	if err != nil || key == "" {
		return nil, err
	}
	var p place
	if err := json.Unmarshal([]byte(key), &p); err != nil {
		return nil, fault.Violation("page_token", "PAGE_TOKEN_INVALID", "This page token does not belong to this query.")
	}
	m := domain.Match{Score: p.Score, EngagementID: p.Engagement}
	if p.Excluded {
		m.Excluded = []fault.Field{{}}
	}
	return &m, nil
}
