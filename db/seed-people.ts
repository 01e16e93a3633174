/**
 * Invented people of the demo room: names in the scripts that names come in, long and short ones, with ratings and
 * clubs. No person is meant; whoever bears one of these names plays better than this.
 */

export interface Person {
  readonly name: string
  readonly club: string
  /** Fargo-like: 100 points double the odds of a rack. */
  readonly rating: number
}

const clubs = [
  'Corner Pocket',
  'Blue Chalk',
  'Café Kasten',
  'Les Trois Bandes',
  'Ржавый кий',
  '東雲クラブ',
  'Side Rail Society',
  'Sala Tacada',
] as const

const names = [
  'Maro Velling',
  'Ines Quarrado',
  'Tobin Achterkamp',
  'Søren Kaldvik',
  'Żaneta Brzóskowa',
  'Łucjan Drętwik',
  'Ağça Demirtuğ',
  'Nguyễn Thị Hạnh Vi',
  'Éloïse Tranchemer',
  'Bjarte Ysfjell',
  'Oğulcan Sarpdere',
  'Zdeňka Pěnkavová',
  'Dafydd ap Morlais',
  'Ruairí Ó Cnáimhsí',
  'Ana-Lúcia Figueirinha do Vale',
  'Hüseyin Taşbulak',
  'Милена Добронравина',
  'Тихон Глубокий',
  'Олеся Вербицька-Ставок',
  'Βασιλική Πετροχέλη',
  'Ζήνων Καραβάς',
  '柏木 蓮太郎',
  '白石 つむぎ',
  '沈 若溪',
  '顾 北辰',
  '한 별하',
  '도 예준',
  'ประภัสสร ลมทะเล',
  'अद्वैता सरोवर',
  'ঈশান মেঘদূত',
  'يمامة الساحلي',
  'نبراس القمري',
  'שחר גלבוע-ים',
  'Թագուհի Սարյանց',
  'ლელა ზღვისპირელი',
  'Kwabena Asuoden',
  'Chidubem Okwudike',
  'Thandolwethu Mkhabazi',
  'Tjarra Windmill',
  'Leilani Kaʻanoʻi',
  'Otis Featherlane',
  'Juniper Slate',
  'Bo Li',
  'Wilhelmina van der Straaten-Oosterveld',
  'Pim Rook',
  'Cassius Thornquist',
  'Yara Nimr',
  'Ulf Stensjöhed',
] as const

/** The field of the live event, 48 people in the order of their registration. Ratings run from 362 to 749. */
export const people: readonly Person[] = names.map((name, i) => ({
  name,
  club: clubs[(i * 5) % clubs.length] as string,
  rating: 362 + Math.round((((i * 29) % 48) * 387) / 47),
}))
