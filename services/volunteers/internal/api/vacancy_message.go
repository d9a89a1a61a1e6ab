package api

import (
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/deschoor/meedoen/platform/areas"
	"github.com/deschoor/meedoen/platform/enums"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/resource"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
)

// decodeVacancy reads a vacancy and answers the dates that do not exist.
func decodeVacancy(m *volunteersv1.Vacancy) (domain.Vacancy, []fault.Field) {
	var d resource.Dates
	v := domain.Vacancy{
		RoleID: m.GetRoleId(), Name: m.GetDisplayName(), Description: m.GetDescription(),
		Wijk:   areas.Wijk{Code: m.GetWijkCode(), Edition: int(m.GetWijkYear())},
		Skills: m.GetWantedSkills(), Languages: m.GetWantedLanguages(), Interests: m.GetWantedInterests(),
		Wanted: int(m.GetWantedCount()), Start: d.Read("start_date", m.GetStartDate()), End: d.Read("end_date", m.GetEndDate()),
	}
	for _, a := range m.GetAvailability() {
		v.Availability = append(v.Availability, domain.Availability{
			Weekday: enums.Text(a.GetWeekday()), DayPart: enums.Text(a.GetDayPart()),
		})
	}
	return v, d.Broken
}

func encodeVacancy(v domain.Vacancy) *volunteersv1.Vacancy {
	m := &volunteersv1.Vacancy{
		Id: v.ID, RoleId: v.RoleID, DisplayName: v.Name, Description: v.Description, WijkCode: v.Wijk.Code,
		WijkYear: int32(v.Wijk.Edition), WantedSkills: v.Skills, WantedLanguages: v.Languages, WantedInterests: v.Interests,
		WantedCount: int32(v.Wanted), StartDate: v.Start.String(), EndDate: resource.Optional(v.End),
		State: enums.Value[volunteersv1.VacancyState](string(v.State)), Etag: resource.Etag(v.Version),
		CreateTime: timestamppb.New(v.Created), UpdateTime: timestamppb.New(v.Updated),
	}
	for _, a := range v.Availability {
		m.Availability = append(m.Availability, &volunteersv1.Availability{
			Weekday: enums.Value[volunteersv1.Weekday](a.Weekday), DayPart: enums.Value[volunteersv1.DayPart](a.DayPart),
		})
	}
	return m
}

func encodeVacancyTransition(t domain.VacancyTransition) *volunteersv1.VacancyTransition {
	return &volunteersv1.VacancyTransition{
		Id: t.ID, VacancyId: t.VacancyID, From: enums.Value[volunteersv1.VacancyState](string(t.From)),
		To: enums.Value[volunteersv1.VacancyState](string(t.To)), Reason: t.Reason, CreateTime: timestamppb.New(t.Created),
	}
}

func encodeVacancyReaction(r domain.VacancyReaction) *volunteersv1.VacancyReaction {
	return &volunteersv1.VacancyReaction{
		Id: r.ID, VacancyId: r.VacancyID, PersonId: r.PersonID, Date: r.Date.String(), CreateTime: timestamppb.New(r.Created),
	}
}

func encodeCandidate(m domain.Match) *volunteersv1.Candidate {
	c := &volunteersv1.Candidate{
		EngagementId: m.EngagementID, PersonId: m.PersonID, Kind: enums.Value[volunteersv1.EngagementKind](string(m.Kind)),
		Score: int32(m.Score), Reacted: m.Reacted,
	}
	for _, f := range m.Factors {
		c.Factors = append(c.Factors, &volunteersv1.FactorScore{
			Factor: enums.Value[volunteersv1.MatchFactor](string(f.Factor)), Points: int32(f.Points), OutOf: int32(f.OutOf),
			Matched: f.Matched,
		})
	}
	for _, f := range m.Excluded {
		c.Exclusions = append(c.Exclusions, &volunteersv1.CandidateExclusion{Reason: f.Reason, Text: f.Text})
	}
	return c
}
