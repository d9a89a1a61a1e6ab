package sepa

import "encoding/xml"

// The elements of pain.001.001.09, as far as they are used, in the order of the schema.

type document struct {
	XMLName   xml.Name           `xml:"Document"`
	Namespace string             `xml:"xmlns,attr"`
	Header    groupHeader        `xml:"CstmrCdtTrfInitn>GrpHdr"`
	Payment   paymentInformation `xml:"CstmrCdtTrfInitn>PmtInf"`
}

type groupHeader struct {
	ID        string `xml:"MsgId"`
	Created   string `xml:"CreDtTm"`
	Count     int    `xml:"NbOfTxs"`
	Sum       string `xml:"CtrlSum"`
	Initiator named  `xml:"InitgPty"`
}

type paymentInformation struct {
	ID           string        `xml:"PmtInfId"`
	Method       string        `xml:"PmtMtd"`
	Batch        bool          `xml:"BtchBookg"`
	Count        int           `xml:"NbOfTxs"`
	Sum          string        `xml:"CtrlSum"`
	Service      string        `xml:"PmtTpInf>SvcLvl>Cd"`
	Date         string        `xml:"ReqdExctnDt>Dt"`
	Debtor       named         `xml:"Dbtr"`
	Account      string        `xml:"DbtrAcct>Id>IBAN"`
	Bank         bank          `xml:"DbtrAgt>FinInstnId"`
	Charges      string        `xml:"ChrgBr"`
	Transactions []transaction `xml:"CdtTrfTxInf"`
}

type transaction struct {
	ID       string `xml:"PmtId>EndToEndId"`
	Amount   money  `xml:"Amt>InstdAmt"`
	Creditor named  `xml:"Cdtr"`
	Account  string `xml:"CdtrAcct>Id>IBAN"`
	Remark   string `xml:"RmtInf>Ustrd"`
}

type named struct {
	Name string `xml:"Nm"`
}

type money struct {
	Currency string `xml:"Ccy,attr"`
	Amount   string `xml:",chardata"`
}

// bank has one of the two. An element that is left out must not be there empty, so it is a pointer.
type bank struct {
	BIC   string `xml:"BICFI,omitempty"`
	Other *other `xml:"Othr"`
}

type other struct {
	ID string `xml:"Id"`
}

func bankOf(p Party) bank {
	if p.BIC == "" {
		return bank{Other: &other{"NOTPROVIDED"}}
	}
	return bank{BIC: p.BIC}
}
