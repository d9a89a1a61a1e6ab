package api

import (
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/deschoor/meedoen/platform/areas"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/person"
	"github.com/deschoor/meedoen/platform/resource"
	supportv1 "github.com/deschoor/meedoen/proto/meedoen/support/v1"
	"github.com/deschoor/meedoen/services/support/internal/domain"
)

// decodeResident reads a resident, and answers every rule it breaks.
func (d Deps) decodeResident(m *supportv1.Resident) (domain.Resident, []fault.Field) {
	var dates resource.Dates
	r := domain.Resident{
		Person: person.Person{
			GivenName: m.GetGivenName(), Surname: m.GetSurname(), Email: m.GetEmail(), Telephone: m.GetTelephone(),
			Birth: person.Birth{Date: dates.Read("birth_date", m.GetBirthDate()), Year: int(m.GetBirthYear())},
		},
		Wijk: areas.Wijk{Code: m.GetWijkCode(), Edition: int(m.GetWijkYear())},
	}
	broken := append(dates.Broken, r.Check(d.today(), d.Areas)...)
	r.Birth = r.Birth.One()
	return r, broken
}

func encodeResident(r domain.Resident) *supportv1.Resident {
	return &supportv1.Resident{
		Id: r.ID, GivenName: r.GivenName, Surname: r.Surname, BirthDate: resource.Optional(r.Birth.Date),
		BirthYear: int32(r.Birth.Year), Email: r.Email, Telephone: r.Telephone, WijkCode: r.Wijk.Code,
		WijkYear: int32(r.Wijk.Edition), Etag: resource.Etag(r.Version), CreateTime: timestamppb.New(r.Created),
		UpdateTime: timestamppb.New(r.Updated),
	}
}
