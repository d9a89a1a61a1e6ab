package api

import (
	"encoding/json"
	"errors"
	"fmt"

	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/deschoor/meedoen/platform/enums"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/person"
	"github.com/deschoor/meedoen/platform/privacy"
	"github.com/deschoor/meedoen/platform/resource"
	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/events"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/store"
)

// earlyField is the place of what is sealed in the row of a signal.
const earlyField = "early-signal"

// sealedEarlySignal is what is sealed of a signal, as JSON: a field that comes later is absent from what was sealed before.
type sealedEarlySignal struct {
	person.Sealed
	Reference   string `json:"reference"`
	Street      string `json:"street,omitempty"`
	HouseNumber string `json:"house_number"`
	Addition    string `json:"addition,omitempty"`
	Postcode    string `json:"postcode"`
	City        string `json:"city,omitempty"`
}

// earlyKeys answers the hashes that a signal is found by. A household is an address with what follows the number; a person is
// one whose date of birth is known.
func (d Deps) earlyKeys(e domain.EarlySignal) domain.EarlyKeys {
	a := e.Address
	keys := domain.EarlyKeys{
		Address: d.Privacy.Lookup(events.Service, "address of an early signal").
			Hashes(a.Postcode, a.HouseNumber, privacy.Fold(a.Addition)),
	}
	if !e.Person.Birth.Date.IsZero() {
		keys.Person = d.finder().Sought(e.Person.Surname, e.Person.Birth)
	}
	return keys
}

// earlyReference answers the hashes under which the reference of a partner is found.
func (d Deps) earlyReference(e domain.EarlySignal) []string {
	return d.Privacy.Lookup(events.Service, "reference of an early signal").
		Hashes(e.Partner, privacy.Fold(e.PartnerName), e.Reference)
}

// sealEarlySignal answers a signal as it is kept, but for where it goes.
func sealEarlySignal(keys privacy.Keys, e domain.EarlySignal) (store.EarlySignal, error) {
	row := store.EarlySignal{EarlySignal: e, PartnerKey: privacy.Fold(e.PartnerName)}
	text, err := json.Marshal(sealedEarlySignal{
		Sealed: e.Person.Sealed(), Reference: e.Reference, Street: e.Address.Street, HouseNumber: e.Address.HouseNumber,
		Addition: e.Address.Addition, Postcode: e.Address.Postcode, City: e.Address.City,
	})
	if err != nil {
		return row, fmt.Errorf("encode a signal: %w", err)
	}
	row.Sealed, err = keys.Seal(e.ID, e.ID, earlyField, text)
	return row, err
}

// openEarlySignal answers a signal. Nobody is in one that was erased.
func openEarlySignal(keys privacy.Keys, row store.EarlySignal) (domain.EarlySignal, error) {
	e := row.EarlySignal
	if row.Erased() {
		return e, nil
	}
	text, err := keys.Open(e.ID, e.ID, earlyField, row.Sealed)
	if errors.Is(err, privacy.ErrErased) {
		return e, nil
	}
	if err != nil {
		return e, err
	}
	var sealed sealedEarlySignal
	err = json.Unmarshal(text, &sealed)
	if err == nil {
		e.Person, err = sealed.Person()
	}
	if err != nil {
		// The error itself may quote what it could not read.
		return e, errors.New("decode a signal: what was sealed is no signal")
	}
	e.Reference = sealed.Reference
	e.Address = domain.Address{
		Street: sealed.Street, HouseNumber: sealed.HouseNumber, Addition: sealed.Addition, Postcode: sealed.Postcode,
		City: sealed.City,
	}
	return e, nil
}

// decodeEarlySignal reads a signal, and answers every rule it breaks.
func (d Deps) decodeEarlySignal(m *debtcounsellingv1.EarlySignal) (domain.EarlySignal, []fault.Field) {
	var dates resource.Dates
	e := domain.EarlySignal{
		Partner: enums.Text(m.GetPartner()), PartnerName: m.GetPartnerName(), Reference: m.GetPartnerReference(),
		Arrears: int64(m.GetArrearsCents()), Arisen: dates.Read("arisen_date", m.GetArisenDate()),
		Date: dates.Read("signal_date", m.GetSignalDate()), Crisis: m.GetCrisis(), WarmTransfer: m.GetWarmTransfer(),
		Person: person.Person{
			GivenName: m.GetGivenName(), Surname: m.GetSurname(), Email: m.GetEmail(), Telephone: m.GetTelephone(),
			Birth: person.Birth{Date: dates.Read("birth_date", m.GetBirthDate())},
		},
		Address: domain.Address{
			Street: m.GetStreet(), HouseNumber: m.GetHouseNumber(), Addition: m.GetHouseNumberAddition(), City: m.GetCity(),
			Postcode: domain.TidyPostcode(m.GetPostcode()),
		},
	}
	met := domain.Preconditions{
		Contact: m.GetPersonalContact(), HelpNamed: m.GetDebtHelpNamed(), Reminded: m.GetReminded(),
		TransferOffered: m.GetTransferOffered(),
	}
	return e, append(dates.Broken, e.Check(met, d.Early, d.today())...)
}

// encodeEarlySignal answers a signal, whose preconditions were met: another is not received.
func encodeEarlySignal(e domain.EarlySignal) *debtcounsellingv1.EarlySignal {
	return &debtcounsellingv1.EarlySignal{
		Id: e.ID, Partner: enums.Value[debtcounsellingv1.EarlySignalPartner](e.Partner), PartnerName: e.PartnerName,
		PartnerReference: e.Reference, ArrearsCents: int32(e.Arrears), ArisenDate: e.Arisen.String(), SignalDate: e.Date.String(),
		ArrearsDays: int32(e.Days()), Crisis: e.Crisis, WarmTransfer: e.WarmTransfer, PersonalContact: true, DebtHelpNamed: true,
		Reminded: true, TransferOffered: true, GivenName: e.Person.GivenName, Surname: e.Person.Surname,
		BirthDate: resource.Optional(e.Person.Birth.Date), Email: e.Person.Email, Telephone: e.Person.Telephone,
		Street: e.Address.Street, HouseNumber: e.Address.HouseNumber, HouseNumberAddition: e.Address.Addition,
		Postcode: e.Address.Postcode, City: e.Address.City, EarlySignalCaseId: e.CaseID,
		Result: enums.Value[debtcounsellingv1.EarlySignalResult](string(e.Result)), TrajectoryId: e.TrajectoryID,
		Recorder: e.Recorder, CreateTime: timestamppb.New(e.Created),
	}
}
