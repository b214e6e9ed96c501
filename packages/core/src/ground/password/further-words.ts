/** What people in China choose, and words of computing, that the list of the field leaves out. */
const ofChina = `admin888 admin666 adminadmin root1234 rootroot toor1234 guestguest user1234 word1234 zxcvzxcv
  aa12345678 qq12345678 w123456789 xx123456 wang1234 zhang123 woaini woaini520 woaini1314 woaini521
  5201314520 52013145 1314520520 13145200 5201314a 520131400 5211314a 7758521a 77585210 nihaonihao
  mima1234 mima123456 wodemima caonima weixin123 wechat123 taobao123 huawei xiaomi alibaba tencent
  beijing shanghai shenzhen guangzhou zhongguo china123 linkedin instagram youtube fortnite roblox
  godblessyou ztoken ztokenztoken superuser oracle mysql postgres server windows linux ubuntu debian
  openssame supersecret lovers lovely snoopy scooby eminem yamaha toyota iphone android nopass`

/** Of the most common by leaks (Have I Been Pwned), what it leaves out as well. */
const ofLeaks = `homelesspa 1g2w3e4r zag12wsx gwerty123 fqrg7cs493 j38ifubn fuk19600 29rsavoy cjmasterinf
  yuantuo2012 diosesfiel dpbk1234 pe#5gz29ptzmse a838hfid 111222tianya startfinding n0=acc3ss
  yagjecc826 iw14fi9j 3odi15ngxb 421uiopy258 1v7upjw3nt uqa9ebw445 sz9kqcctwy d2xyw89sxj
  justinbieb 3d8cubaj2e p3rat54797 evildick ig4abox4 qw123321 w5txn36alfw abcdefg123 2012comeer
  n8zgt5p0shw= vrbgqns997 qti7zxh18u megaparol12345 asdfjkl: g9l2d1fzpy hotmail1 diwtgm8492
  yahoo.com nonmember telechargement youbye123 golfcourse x4ivyga51f qwe12345 6hbf28w791
  tnk0mk16vx h1xp2z2duk yfdbufnjh10305070 dearbook aobo2010 ka_djkhjsy6 fuku00198 evony192
  12qw23we wangyut2 ohmnamah23 y6p67ftrqj akopa123 ocpoook325 yahoo123 1zn6fpn01x 1fr2rfq7xl
  g13916055158 youngmoney 1q2w3e4r5t6y7u8i9o0p myspace.co 5xfgs3ii9d skate4life nks230kjs82
  classof09 d71lwz9zjs "zxcvbnm,./" asdf3423 5532361cnjqrf qdujvyg5sxa eh1k9oh335 iamthebest
  uvgx8f8232 sentnece pk3x7w9w ji394su3 jesucristo univers2l ssyu1314 love123456 ilovemymom
  3rjs1la2qe classof08 d9zufqd92n kikeunyw 6v21wbgad 168asd168 akax89wn lovingyou 3rjs5la8qe
  qarglr123 jjcg16dj5k megaparol layouts1 bkl29m2bk xiang123456 1q2w3e4r5t6y7u nyq28giz1z
  0r968ji9ufj6 fu7u4a#$$$ 92k2cizcdp love4life jundian2011xr 18atcskd2w home1234 viphv5j736
  whatthezor 000webhost iw14fi9jxl nickjonas1 ms0083jxj qwe1122334 dt123456 cm6e7aumn9
  8ix6s1fceh aaa123123 omarion1 pok29q6666 as790433 taishan2011 ty2t1hv3oc jakcgt333 "zxcvbnm,"
  ttd955audg babatunde iamnumber1 angelbaby1 home0401 oluwaseun ilovechris souljaboy1 su123456
  diosesamor cepetsugih demon1q2w3e 393041123 demon1q2w3e4r lovesucks1 dominican1 olayinka
  uhfybn8888 raiderz1 estrellita love2009 demon1q2w3e4r5t surside13 projectsadminx huhbbhzu78
  ichliebedich megasecret joejonas1 zacefron1 networking choupette kifj9n7bfu sagitario
  montgom2409 forzamilan imnumber1 triskelion john!20130605at1753 1q2w3e4r5t6y7u8i w66yrybgra
  fullaccess lovesucks mrf11277215 harrypotte mileycyrus ihatethisgame briciola u1v7hhh7ef
  yahoomail indya123 classof07`

/** In lower case. */
export const furtherWords: readonly string[] = `${ofChina} ${ofLeaks}`.split(/\s+/)
