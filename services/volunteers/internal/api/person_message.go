package api

import (
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/deschoor/meedoen/platform/areas"
	"github.com/deschoor/meedoen/platform/enums"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/person"
	"github.com/deschoor/meedoen/platform/resource"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
)

// decodePerson reads a person, and answers every rule it breaks.
func (d Deps) decodePerson(m *volunteersv1.Person) (domain.Person, []fault.Field) {
	var dates resource.Dates
	p := domain.Person{
		Person: person.Person{
			GivenName: m.GetGivenName(), Surname: m.GetSurname(), Email: m.GetEmail(), Telephone: m.GetTelephone(),
			Birth: person.Birth{Date: dates.Read("birth_date", m.GetBirthDate()), Year: int(m.GetBirthYear())},
		},
		Wijk:      areas.Wijk{Code: m.GetWijkCode(), Edition: int(m.GetWijkYear())},
		Languages: m.GetLanguages(), Skills: m.GetSkills(), Interests: m.GetInterests(),
	}
	for _, a := range m.GetAvailability() {
		p.Availability = append(p.Availability, domain.Availability{
			Weekday: enums.Text(a.GetWeekday()), DayPart: enums.Text(a.GetDayPart()),
		})
	}
	broken := append(dates.Broken, p.Check(d.today(), d.Areas)...)
	p.Birth = p.Birth.One()
	return p, broken
}

func encodePerson(p domain.Person) *volunteersv1.Person {
	m := &volunteersv1.Person{
		Id: p.ID, GivenName: p.GivenName, Surname: p.Surname, BirthDate: resource.Optional(p.Birth.Date),
		BirthYear: int32(p.Birth.Year), Email: p.Email, Telephone: p.Telephone, WijkCode: p.Wijk.Code,
		WijkYear: int32(p.Wijk.Edition), Languages: p.Languages, Skills: p.Skills, Interests: p.Interests,
		Etag: resource.Etag(p.Version), CreateTime: timestamppb.New(p.Created), UpdateTime: timestamppb.New(p.Updated),
	}
	for _, a := range p.Availability {
		m.Availability = append(m.Availability, &volunteersv1.Availability{
			Weekday: enums.Value[volunteersv1.Weekday](a.Weekday), DayPart: enums.Value[volunteersv1.DayPart](a.DayPart),
		})
	}
	return m
}
