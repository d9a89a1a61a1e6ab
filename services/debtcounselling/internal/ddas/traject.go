package ddas

// Traject is a trajectory as it is delivered. The model admits no other field.
type Traject struct {
	Startdatum         string          `json:"startdatum,omitempty"`
	Einddatum          string          `json:"einddatum,omitempty"`
	Toekenningsdatum   string          `json:"toekenningsdatum,omitempty"`
	TotaalSchuldbedrag *int64          `json:"totaalSchuldbedragBijAanvangSchuld,omitempty"`
	Gemeentecode       string          `json:"gemeentecode"`
	Client             []Client        `json:"client,omitempty"`
	Aanmelding         *aanmelding     `json:"aanmelding,omitempty"`
	Intake             *intake         `json:"intake,omitempty"`
	PlanVanAanpak      *planVanAanpak  `json:"planVanAanpak,omitempty"`
	InformatieEnAdvies *Datums         `json:"informatieEnAdvies,omitempty"`
	Stabilisatie       *Datums         `json:"stabilisatie,omitempty"`
	Schuldregeling     *schuldregeling `json:"schuldregeling,omitempty"`
	Oplossing          *oplossing      `json:"oplossing,omitempty"`
	Nazorg             *Datums         `json:"nazorg,omitempty"`
	Begeleiding        []begeleiding   `json:"begeleiding,omitempty"`
	Crisisinterventies []Datums        `json:"crisisinterventies,omitempty"`
	Voorzieningen      []Datums        `json:"voorlopigeVoorzieningen,omitempty"`
	Moratoria          []moratorium    `json:"moratoria,omitempty"`
	Schulden           []schuld        `json:"schulden,omitempty"`
	Uitstroom          *uitstroom      `json:"uitstroom,omitempty"`
}

type aanmelding struct {
	Datums
	Crisisinterventie bool `json:"crisisinterventie"`
}

type intake struct {
	Datums
	Beschikkingsdatum string            `json:"beschikkingsdatum,omitempty"`
	Beschikkingssoort Beschikkingssoort `json:"beschikkingssoort,omitempty"`
}

type planVanAanpak struct {
	DatumAfronding string `json:"datumAfronding"`
}

type schuldregeling struct {
	Datum                    string `json:"datum,omitempty"`
	Toegekend                string `json:"toegekend,omitempty"`
	Afgewezen                string `json:"afgewezen,omitempty"`
	Ingetrokken              string `json:"ingetrokken,omitempty"`
	Dwangakkoord             bool   `json:"dwangakkoord,omitempty"`
	DatumVerzoekDwangakkoord string `json:"datumVerzoekDwangakkoord,omitempty"`
}

type oplossing struct {
	Datums
	Soort Oplossingssoort `json:"soort,omitempty"`
	VTLB  *int64          `json:"vtlb,omitempty"`
}

type begeleiding struct {
	Soort Begeleidingssoort `json:"soort"`
	Datums
}

type moratorium struct {
	DatumAanvraag    string `json:"datumAanvraag,omitempty"`
	DatumGoedkeuring string `json:"datumGoedkeuring,omitempty"`
	Datums
}

type schuld struct {
	Bedrag          int64       `json:"bedrag"`
	Peildatum       string      `json:"peildatum,omitempty"`
	Schuldsoort     Schuldsoort `json:"schuldsoort,omitempty"`
	ZakelijkeSchuld bool        `json:"zakelijkeSchuld"`
	Schuldeiser     schuldeiser `json:"schuldeiser"`
}

// schuldeiser has its name twice, with the same value: the model has both fields by mistake, and asks to fill both.
type schuldeiser struct {
	Naam         string `json:"naam,omitempty"`
	NaamWeer     string `json:"Naam,omitempty"`
	KvKNummer    string `json:"kvknummer,omitempty"`
	Postcode     string `json:"postcode,omitempty"`
	Privepersoon bool   `json:"privepersoon"`
}

type uitstroom struct {
	Datum                        string         `json:"datum"`
	DatumBeeindigingsbeschikking string         `json:"datumBeeindigingsbeschikking"`
	Reden                        Uitstroomreden `json:"reden,omitempty"`
}
