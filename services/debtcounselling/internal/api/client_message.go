package api

import (
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/deschoor/meedoen/platform/areas"
	"github.com/deschoor/meedoen/platform/enums"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/person"
	"github.com/deschoor/meedoen/platform/resource"
	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
)

// decodeClient reads a client, and answers every rule it breaks.
func (d Deps) decodeClient(m *debtcounsellingv1.Client) (domain.Client, []fault.Field) {
	var dates resource.Dates
	c := domain.Client{
		Person: person.Person{
			GivenName: m.GetGivenName(), Surname: m.GetSurname(), Email: m.GetEmail(), Telephone: m.GetTelephone(),
			Birth: person.Birth{Date: dates.Read("birth_date", m.GetBirthDate()), Year: int(m.GetBirthYear())},
		},
		Sex: enums.Text(m.GetSex()), Household: enums.Text(m.GetHousehold()), BSN: m.GetBsn(),
		Address: domain.Address{
			Street: m.GetStreet(), HouseNumber: m.GetHouseNumber(), Addition: m.GetHouseNumberAddition(), City: m.GetCity(),
			Postcode: domain.TidyPostcode(m.GetPostcode()),
		},
		Wijk: areas.Wijk{Code: m.GetWijkCode(), Edition: int(m.GetWijkYear())},
	}
	broken := append(dates.Broken, c.Check(d.today(), d.Areas, d.BSN)...)
	c.Birth = c.Birth.One()
	return c, broken
}

// encodeClient answers a client without the citizen service number, which never leaves but in messages to public creditors.
func encodeClient(c domain.Client) *debtcounsellingv1.Client {
	return &debtcounsellingv1.Client{
		Id: c.ID, GivenName: c.GivenName, Surname: c.Surname, BirthDate: resource.Optional(c.Birth.Date),
		BirthYear: int32(c.Birth.Year),
		Sex:       enums.Value[debtcounsellingv1.Sex](c.Sex), Email: c.Email, Telephone: c.Telephone, Street: c.Address.Street,
		HouseNumber: c.Address.HouseNumber, HouseNumberAddition: c.Address.Addition, Postcode: c.Address.Postcode,
		City: c.Address.City, WijkCode: c.Wijk.Code, WijkYear: int32(c.Wijk.Edition),
		Household: enums.Value[debtcounsellingv1.Household](c.Household), HasBsn: c.BSN != "", Etag: resource.Etag(c.Version),
		CreateTime: timestamppb.New(c.Created), UpdateTime: timestamppb.New(c.Updated),
	}
}
