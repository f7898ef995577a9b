#include "parsers/cfdi/sat_keys.h"

const SatKey sat_authorities[] = {
	{ "94a1a65f", "2004-10-27", "2008-10-27", 65537, false,
	  "5FC2OonKEXzV7b0HTwBpUwtiMF3G5cXgVsaniNCWS2cG8dde3iRldkhvXo/+EMUrFisRfwtV/ByVTL6Y/D/2bcu/"
	  "SPaaAD485J6tJP9b04+IsITrTsdPGxIpVziRWMo2UBJFtbcQfr+ZiFRzxBhJoWeSf5TkD+796/48MMtXgf8nJTCq"
	  "h7jYqSj4O8UCqdp2POE/9KZZOThyh1CbEBMJ5TAZNNDrgSpNZazcrgl57gqirOwG6CteQ7zEy3c0vZ/Eszd9TeXz"
	  "uc+CwqUckTiEmYScY8h8Hynmj055KltsuktMFqGuqjCclHqser/WcqyZdtW0nPzm5aVoqygWoQ1B2w==" },
	{ "759e4da4", "2008-10-16", "2016-10-14", 65537, false,
	  "5ZBQ/TK6heDQ8dg0XzjekL2AsWqD2BbCyDB7kc3NhZWCOGQ2JavjgN+Na34D9lKgFIAvzFydnVzx5vxIJINe9F9D"
	  "6dkpvCCbikqjPaDiPq1A7aofIlQ6Lr0BiJEmokNITK7fG7UHYzD67ksFH+bdtFILGDz/SB+EHq3hjRhQ747wDqhQ"
	  "OOLdgzUEugXnNE5XYurO4/oCHCLVxsTWz99DawZ0fu2ZpIGkNVSZ44dh3cr0W4jriInCuFgpe3KNzl/OYTYq3JAB"
	  "v9geDjmOXvftQZDheAQPH9nUzpoW/6U6kaDIWw76qWyKlOToG8WZoubabxJUVT7IUii1ajXudUei0w==" },
	{ "e0033ea7", "2011-12-16", "2019-12-16", 65537, false,
	  "q8Y0Yy90KVXGcsYGrJ4emSrQgwiPrvubVtAeaFWLBdmgM1oP2JJpDQKvxzjY/juoAco6VUOhPVVjIf2OtgS4eCcE"
	  "zuwfn7k01+F+dk4Ob/J8PnCs+m7mfDGyXzw3cqq7CovIIpMNj6hp2At8Yl1oNjsd99cX/XgkFzPnIpWKqMSNS9nF"
	  "LwXcJ6w49NplCSsH5HzD0Vv4ZqqP/SrneHe9ZVP6sllZx4tSb67xq5pp99wzK9pRPy8PcSU1FFG+MK58lpCIHIOf"
	  "5vdu+Zyy7rijrrOIFxcxwg5JJ5dH18ZkRlSDUdPHwXpmynAxJKIFWzyS/vCDVrw2dR1UY9hfMLEtcw==" },
	{ "63f77541", "2013-04-29", "2021-04-29", 65537, false,
	  "4Vwy/gl8pY/dyJJLPa6U3f0rqGyHtb6eG1AvI/R6nB4qXuGrcXB9lGpJ21aBSD1RyvEN/cS5GvDQUM+Gzkv1+og3"
	  "TZthFs/FfInW/GuqFexStJXMd/NsypgOdBJOJxj68WrbWwyhT9yl271bx8GPipuuB3dA4c0rSip51btH2fIBRFWe"
	  "DA1cDudawIhgy3Z90qFF1P/rWNno7+LJ35LzB7+SZg5kPE4RFs8a4NdWs9TI2Eei/JhAS6rz3g5BDIkJEGLdYnfF"
	  "67hJr2RO1BQz/Yl4aEOAyEafKSEgkzBJqT6NeZR43VKPMTyRHHbaybVYCIVQkHzJKKk58aZPiYa8Nw==" },
	{ "d878a94f", "2015-05-25", "2023-05-25", 65537, false,
	  "sG++xof9XSFe6Y9gAfmcZ6bPMBILmdAjWtPSJvybczMmVbV8DtjPGkJKnzgWFZdpJ883ZRWFKHOB0tIttDWXXBBw"
	  "msSTZNraFvvqmVmTE+yW4zHzDBTzNPTTwTkW/NY8Pciojc28AHQisOPtiEyzQ5HncWmP/nNMCW1aWfwWB7jNOuTp"
	  "RWD8McTT+Ymhiwd+tvBczvEEEu0yp0Kdvb4JO/N1WDDtrvZYHOJrI6RFknr+KHjjznxzSP3aYT8tsP7xuYUbj5ow"
	  "gLXKxoyEWBYFHrQACF7taeJYX9oSAfyljg3x2+3/os1pfdYVOq0qH+p7z9lKu/J6gjXaY3CVLB9eQtWiapEGzmlI"
	  "YLgo+S70Vn2BXERO+x7k1Tx0kwlrjDTjx8luHRDjTHj6oVFhMs5Xyev45brBAB0HiA8IaLhMoFCLNZv8DjmJN7ny"
	  "po/jbjVX1ECHHyWPsv28KAVpZ17I2dMo8kjXlsQ0+JfbLwyNVyTuJxaLEM9HnXyi0lS1SLo/zXfOiteidwQl/EUi"
	  "dmMrubnYxoCZIXkOh0fO35kRjm6i9UpCDF9QU0S1uSSlwiAcnU1EBvldfIKLf/lTL1Kld2oMV2pK8WBZzHS5qqlx"
	  "pMWFs+v1LJDw2T94bi0dct233wjoLe0ahrRQXV4NIM6kdQtJodUOvFbrUVpv8HE8l7M=" },
	{ "6874f393", "2019-05-03", "2027-05-03", 65537, false,
	  "wMA2/augwypVBSkV4o0ajVIYlGynnESM79mMJXzR90T8VAs/d5aemonQ+IAprjMNDPwTkQrbNzKb81IxHUxZE+M3"
	  "l3hkeHhiy7iKsiPi3VPUNDKBG1A/woyh800hLhdo/wsD/ZvPfeqGFvSjjRVKZfsuA1x1tlnBgE9zi2Q75WgQ++ef"
	  "xIvJwUAKaBvbzF3ucxk+ZaiUhjXVnKR/eAxjyu9dVh82sxCkkck2MwfkqEuW6GJXgkL3FyCqFo7aslfjcPcSPxnl"
	  "INYjcJWp23xHBEx9loYI3wmqM3KebRqh4ihCaV6jAqpC/hMKWyqDIGgbXtPuiQUixgLt4dJVHf8AJtYQRTNc2xWL"
	  "Pset8LOUQOoDph5pbVkxtb47jZAgMnHz/dK4JJDX26le+Qm5VyDuZE2pYNGRaTJrJZFhVRSXYilEYKCuZk+NzQLb"
	  "LdfHkwcJugJX+qyFhLsk8zcauHytSH1Ci0poYFeOzYeWZyb4TNyseDBrgMQMazNqejRwoqsruwYQnz8BczzxWlkB"
	  "GXPFNVjQ2AUH0TGtKvmhOUu3vaaIUP7B+5z6YRAiCGcL4bkElF6IyvTeGpAbQYtKwAdnz2vQqOUTzTj3UIRhzMa4"
	  "LtGCZseKeaGrnghu5ZyKFoBCCGCZT5v51uHPbUX0diQJLYzQLEPG7qDKvmoIyAb5TaU=" },
	{ "4c68d332", "2023-03-24", "2031-03-24", 65537, false,
	  "yw5MSrDGjvINg51bkWO7449gi8NAdMPjGPT2VA/aHUYJ1THujyqVt7S9sLFRktuIJingWo3o4ZKlfsQ8V099Tp1f"
	  "LPfK3DI7qeScZewBZx+/4Do8OOoayhMG1+/McZryL51qCUFoJMS14nlNE20b1HkNEqdxZHsnBP3+Uxn6ScSrfr6Y"
	  "IiFV1zsNysaTcUwsYPifTigA/94q1caffQ5WX3zM8bgJkSIxwU64T2iXnMP/7Ar5+2zVu/+2Vl5I7/x1fQVpMccv"
	  "ye94jOEKyrTUoWXRaAID2p7XklYJnmwpIIiffkmpU3DHRD92g9yrAzvi78GYM0WoGovtysJLKhEoMVdKT0o4YUCK"
	  "NcMSRCQJQm5tvMdYxYr/OS7sWdvV/gdxsFoyrns62kpzgT8834cDlkrv3ZzeFDTB70TAcBQweb0NRCQhHqPpwygh"
	  "NsFlfCzg/GL3gJRvhSvClpIHP1lHN+B3q/1BZTv5eUyt0W577oHNHrdu/KCz+0s0E+/WP980C/cQyhMpidJhgngx"
	  "LsgzH5OYwMmFFG6/BCYxDPL8i3v+Z7kniT51mL//m46UHWr6PCjpbKfWO52HNYfLmyD0yilvifF+d2i2PJkzOBRt"
	  "vO98NtWYrrnVpXpbLeCKIsBMJ2dKm71CcoxgpNcE+hJRTMKTlD3rGSwKdzm0aBRVClk=" },
	{ "d16ff407", "2023-05-23", "2031-05-23", 65537, false,
	  "yotu8CGJP9NX1U9I9u8Q3ax/ejoSBCf1P0oryxBqihN4X3VJ2reE4P+zYC/I7iEWkzgE3fcc1+RWBDfW8y9uDVWJ"
	  "EkMmVNxDFlExnPGoMeUKKVWVq8qSLI6dbTF+/SCwEWFCsjQQPRXSqeg0ZL2AzSmSw2Go0f+n4rj26ocajLg4QOXM"
	  "jnx7YeuUrun50jIPzRrdoYWP8e6Pn5SsScoVOrhDXskeG2h06JJyRMlmvFMayIsYshbqRcdFIHUMx2mlXENmEX9U"
	  "+ZUp2/LeSU1IEjZddzfwozjI8RTpSbwqh3+yHkGKmfR+7XOj3MYIeq6cp4ho9XeOXe3NMc0y2fxGEB+Xc8uyK1uc"
	  "pxVkgz1zYRp8flaa/Gch9PXKoopndz7Fs1m48+yqwIsSZkdbot/8Ijg8Iuk/Q7DqzUsw8ZogtrMgHBjpW9ZGpHSj"
	  "VgBrj9gRQa5lmjqw+yEKuYvValc9Vaxf2au1ma7R+7XBwntTcXkS1JaPe50E05dEN/B7WrAN8WrcotrVt0XlMAok"
	  "mYmS/1FJYxy2aaGYjhrFxt3+y70IYIuyTW0N3ZRzbvl8C5FoQC4Ij++buzDsPEZD5aW3ZWPe0/vaBhXvFQzhNv8+"
	  "zP/17ByRrEpT99Fym2lQekxtopTjK7dMUmof1mDP6mVqfdeSr6boJ4Qg/+iekpNm+qk=" },
};
const size_t sat_authorities_n = sizeof sat_authorities / sizeof *sat_authorities;
