CREATE TABLE 读者信息表 (编号 VARCHAR, 姓名 VARCHAR, 读者类型 VARCHAR, 办证日期 DATE, 联系电话 VARCHAR, 备注 VARCHAR);
CREATE TABLE 图书 (图书编号 VARCHAR, 书名 VARCHAR, 分类 VARCHAR, 出版社 VARCHAR, 定价 DECIMAL(20, 6), 页数 INTEGER,
    馆藏 INTEGER);
CREATE TABLE 借阅记录 (流水号 VARCHAR, 读者编号 VARCHAR, 书号 VARCHAR, 借出日期 DATE, 归还日期 DATE, 借期 INTEGER,
    罚款 DECIMAL(20, 6), 经办人 VARCHAR);
CREATE VIEW 借书 AS SELECT * FROM 借阅记录 JOIN 读者信息表 ON 编号 = 读者编号 JOIN 图书 ON 图书编号 = 书号;
